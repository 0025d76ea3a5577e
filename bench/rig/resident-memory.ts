import { execFileSync } from 'node:child_process'

/** Memory a process holds (its resident set, without its children), in MB of 1024² bytes. */
export const readResidentMegabytes = (pid: number): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).trim()) / 1024
