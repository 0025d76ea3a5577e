import type { CatalogItem } from '@causeway/hub/contract'
import { Modal, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { OperationRows } from './operation-rows.tsx'

type OperationPickerProps = { isOpen: boolean; onClose: () => void; onPick: (entry: CatalogItem) => void }

/** Everything the CRM can do, found by words. */
export function OperationPicker({ isOpen, onClose, onPick }: OperationPickerProps) {
  const [words, setWords] = useState('')
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title="Call the CRM"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <TextInput
        aria-label="Search the catalog"
        placeholder="What should the CRM do? “send sms”, “create contact”…"
        leftSection={<IconSearch size={16} />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        mb="sm"
        data-autofocus
        data-testid="operation-search"
      />
      <OperationRows words={words} onPick={onPick} most={40} />
    </Modal>
  )
}
