import { fsyncSync } from 'node:fs'
import { NodeFS } from '@electric-sql/pglite/nodefs'

/** What of Emscripten's own file system is touched; it brings no types. */
interface NodeFiles {
  NODEFS: { stream_ops: { fsync?: (stream: { nfd: number }) => number } }
}

/**
 * The folder of an embedded database, whose commits reach the disk. PGlite's own keeps them from it: Emscripten's
 * file system leaves out the one call that says so, and succeeds without it. Only `wal_sync_method=fsync` comes this
 * way; the other methods end before.
 */
export class DurableNodeFs extends NodeFS {
  override async init(...given: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const made = await super.init(...given)
    const { preRun = [] } = made.emscriptenOpts
    const sync = (module: unknown) => {
      ;(module as NodeFiles).NODEFS.stream_ops.fsync = ({ nfd }) => {
        fsyncSync(nfd)
        return 0
      }
    }
    return { ...made, emscriptenOpts: { ...made.emscriptenOpts, preRun: [...[preRun].flat(), sync] } }
  }
}
