/** `npm start`: the hub with the simulator beside it; parameters go on to `causeway start`. */
import { spawn } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const causeway = fileURLToPath(new URL('../hub/bin/causeway.js', import.meta.url))
/**
 * glibc keeps what a program freed, and Node's buffers come and go with every page that is read: told to give pages
 * back at once and to share two arenas, the idle hub holds 60 MB less. Other C libraries ignore these.
 */
const allocator = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
}
const child = spawn(process.execPath, [causeway, 'start', '--simulator', ...process.argv.slice(2)], {
  stdio: 'inherit',
  // People read this terminal: of the log they want to see what needs them. Receivers they try run on this machine.
  env: {
    CAUSEWAY_LOG_LEVEL: 'warn',
    CAUSEWAY_OUTBOUND_ALLOW: 'loopback',
    ...allocator,
    ...process.env,
  },
})
// The child hears Ctrl+C itself, being in the same group; this process only waits for it to close in order.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (signal !== 'SIGINT') child.kill(signal)
  })
}
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
