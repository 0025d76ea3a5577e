import type { MappingSource } from '@causeway/hub/contract'
import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { mappingsQuery, useSaveMapping } from '../../data/mappings.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { firstDefinition, sources } from './sources.ts'

/** Asks what a mapping is called and what it begins with, and leads to its editor. */
export function NewMapping({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const navigate = useNavigate()
  const { data: mappings = [] } = useQuery(mappingsQuery)
  const save = useSaveMapping()
  const form = useForm({
    mode: 'controlled',
    initialValues: { name: '', kind: 'post' },
    validate: {
      name: (name) => {
        if (!/^[a-z][a-z0-9_-]{0,79}$/.test(name))
          return 'Use lower-case letters, digits, dashes and underscores, beginning with a letter.'
        return mappings.some((each) => each.name === name) ? 'There is a mapping of this name.' : null
      },
    },
  })
  const submit = form.onSubmit(({ name, kind }) =>
    save.mutate(
      { name, definition: firstDefinition(kind as MappingSource['kind']), draft: true },
      { onSuccess: () => void navigate({ to: '/mappings/$name', params: { name } }) },
    ),
  )
  return (
    <Modal opened={opened} onClose={onClose} title="New mapping" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <TextInput
            label="Name"
            description="For files and paths, such as my_posts"
            data-autofocus
            data-testid="mapping-name"
            autoComplete="off"
            {...form.getInputProps('name')}
          />
          <Select
            label="Begins with"
            data={sources}
            allowDeselect={false}
            data-testid="mapping-source"
            {...form.getInputProps('kind')}
          />
          {save.isError && <ProblemNotice error={save.error} title="The mapping was not made" />}
          <Group justify="flex-end">
            <Button type="submit" loading={save.isPending} data-testid="make-mapping">
              Make it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
