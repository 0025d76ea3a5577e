import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { z } from 'zod'

/** What a running hub leaves in its data folder, so that the CLI can speak to it; readable by its own user only. */
const RunningHub = z.object({ pid: z.int(), url: z.string(), token: z.string() })
export type RunningHub = z.infer<typeof RunningHub>

const fileOf = (dataFolder: string) => join(dataFolder, 'running.json')

export function announceRunningHub(dataFolder: string, hub: { url: string; token: string }): void {
  writeFileSync(fileOf(dataFolder), JSON.stringify({ pid: process.pid, ...hub }), { mode: 0o600 })
}

export function withdrawRunningHub(dataFolder: string): void {
  rmSync(fileOf(dataFolder), { force: true })
}

/** The hub that runs on this data folder; undefined when there is none, or only what a killed one left. */
export function findRunningHub(dataFolder: string): RunningHub | undefined {
  try {
    const found = RunningHub.parse(JSON.parse(readFileSync(fileOf(dataFolder), 'utf8')))
    process.kill(found.pid, 0)
    return found
  } catch {
    // No file, an unreadable one, or a process that is gone: in each case there is no hub to speak to.
    return undefined
  }
}
