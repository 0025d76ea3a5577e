import type { ApiParts, ApiServer } from '../api.types.ts'
import { RotatedMasterKey } from '../contract/index.ts'

/** The key that wraps every stored credential. */
export function addMasterKeyRoutes(server: ApiServer, { rotateMasterKey }: ApiParts): void {
  server.post(
    '/v1/master-key/rotation',
    {
      config: { access: 'person' },
      schema: {
        tags: ['Settings'],
        summary: 'Replace the master key in the data folder and wrap every credential anew',
        response: { 200: RotatedMasterKey },
      },
    },
    () => rotateMasterKey(),
  )
}
