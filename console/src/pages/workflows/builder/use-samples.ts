import type { HubEvent } from '@causeway/hub/contract'
import { createContext, useContext } from 'react'

export type Samples = { samples: HubEvent[]; choose: (eventId: string) => void }

export const SamplesContext = createContext<Samples>({ samples: [], choose: () => {} })

/** Real events that would start the workflow, and the choice among them. */
export const useSamples = () => useContext(SamplesContext)
