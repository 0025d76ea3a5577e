import type { ApiParts, ApiServer } from '../api.types.ts'
import { ChangeHubSettings, HubSettings } from '../contract/index.ts'

/** Where the CRM sends people back to after consent; its review forbids brand words in the path. */
export const callbackPath = '/oauth/crm/callback'
const webhookPath = '/webhooks/crm'

/** What people decide about the hub as a whole. */
export function addSettingsRoutes(server: ApiServer, { facts, settings }: ApiParts): void {
  const read = async (): Promise<HubSettings> => {
    const { publicUrl, brand } = await facts.read()
    return {
      publicUrl,
      brand,
      redirectUri: `${publicUrl}${callbackPath}`,
      webhookUrl: `${publicUrl}${webhookPath}`,
      hasSimulator: settings.simulatorUrl !== undefined,
      simulatorUrl: settings.simulatorUrl ?? null,
    }
  }

  server.get(
    '/v1/settings',
    {
      config: { access: 'person' },
      schema: { tags: ['Settings'], summary: 'Read the hub’s settings', response: { 200: HubSettings } },
    },
    read,
  )

  server.patch(
    '/v1/settings',
    {
      config: { access: 'person' },
      schema: {
        tags: ['Settings'],
        summary: 'Change the public URL or the brand',
        body: ChangeHubSettings,
        response: { 200: HubSettings },
      },
    },
    async (request) => {
      await facts.change(request.body)
      return read()
    },
  )
}
