import type { CreatedEndpoint } from '@causeway/hub/contract'
import { Modal } from '@mantine/core'
import { useState } from 'react'
import { useCreateEndpoint } from '../../data/endpoints.ts'
import { EndpointForm } from './endpoint-form.tsx'
import { SecretOnce } from './secret-once.tsx'

type CreateEndpointProps = { opened: boolean; onClose: () => void; onDone: (endpointId: string) => void }

/** Makes an endpoint and shows its secret, once. */
export function CreateEndpointDialog({ opened, onClose, onDone }: CreateEndpointProps) {
  const create = useCreateEndpoint()
  const [created, setCreated] = useState<CreatedEndpoint>()
  const close = () => {
    onClose()
    create.reset()
    if (created !== undefined) onDone(created.id)
    setCreated(undefined)
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      size="lg"
      // A click beside the dialog must not lose a secret that is shown only once.
      closeOnClickOutside={false}
      closeOnEscape={created === undefined}
      withCloseButton={created === undefined}
      title={created === undefined ? 'New endpoint' : 'Your endpoint is ready'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {created === undefined ? (
        <EndpointForm
          submitLabel="Create the endpoint"
          isPending={create.isPending}
          error={create.error}
          onSubmit={(values) => create.mutate(values, { onSuccess: setCreated })}
        />
      ) : (
        <SecretOnce secret={created.secret} onClose={close} />
      )}
    </Modal>
  )
}
