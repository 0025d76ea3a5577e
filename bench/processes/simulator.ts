/** The simulated CRM as a process of its own: `{"limits": "off", "scale": "small", "now": "2026-11-01T00:00:00Z"}`. */
import process from 'node:process'
import { createSimulator, type Simulator, type SimulatorOptions } from '@causeway/simulator'

/** What it is started with, as JSON. */
export type SimulatorWords = Omit<SimulatorOptions, 'now'> & {
  now?: string | undefined
  /** Empty locations to add to the world's own, each with a private integration token. */
  moreLocations?: number | undefined
}

/** What it answers. */
export interface SimulatorReady {
  url: string
  moreLocations: { id: string; token: string }[]
}

const { now, moreLocations = 0, ...options } = JSON.parse(process.argv[2] ?? '{}') as SimulatorWords
const simulator = await createSimulator({
  port: 0,
  ...options,
  ...(now !== undefined && { now: new Date(now) }),
})

function addLocation({ world, admin }: Simulator, number: number): SimulatorReady['moreLocations'][number] {
  const [company] = world.companies
  const [likeness] = world.locations
  if (company === undefined || likeness === undefined) throw new Error('The world is empty')
  const { timezone, address } = likeness
  const name = `Branch ${number}`
  const id = `branch${String(number).padStart(14, '0')}`
  world.addLocation({ id, companyId: company.id, name, timezone, address })
  return { id, token: admin.createPrivateToken({ locationId: id, name }).token ?? '' }
}

process.on('message', (question) => {
  const { user, system } = process.cpuUsage()
  if (question === 'cpu') process.send?.({ cpuSeconds: (user + system) / 1e6 })
})
process.once('disconnect', () => process.exit())
process.once('SIGTERM', () => void simulator.close().then(() => process.exit()))
const ready: SimulatorReady = {
  url: simulator.url,
  moreLocations: Array.from({ length: moreLocations }, (_, number) => addLocation(simulator, number)),
}
process.send?.(ready)
