import { NavLink, ScrollArea, Select, Text } from '@mantine/core'
import { formatNumber } from '../../parts/format.ts'
import classes from './catalog.module.css'
import type { ModuleCount } from './narrow-entries.ts'

type ModuleListProps = {
  modules: ModuleCount[]
  chosen: string | undefined
  onChoose: (module: string | undefined) => void
}

/** The modules with how much each has to show: a column beside the list, a choice above it on a phone. */
export function ModuleList({ modules, chosen, onChoose }: ModuleListProps) {
  const total = modules.reduce((sum, { count }) => sum + count, 0)
  return (
    <>
      <Select
        className={classes.moduleSelect ?? ''}
        aria-label="Module"
        placeholder="Any module"
        clearable
        searchable
        data={modules.map(({ module, title, count }) => ({ value: module, label: `${title} (${count})` }))}
        value={chosen ?? null}
        onChange={(module) => onChoose(module ?? undefined)}
      />
      <nav className={classes.modules} aria-label="Modules">
        <ScrollArea.Autosize
          mah="calc(100vh - 190px)"
          type="hover"
          scrollbarSize={7}
          viewportProps={{ tabIndex: 0 }}
        >
          <ModuleLink
            title="Everything"
            count={total}
            isChosen={chosen === undefined}
            onClick={() => onChoose(undefined)}
          />
          {modules.map(({ module, title, count }) => (
            <ModuleLink
              key={module}
              title={title}
              count={count}
              isChosen={module === chosen}
              onClick={() => onChoose(module === chosen ? undefined : module)}
            />
          ))}
        </ScrollArea.Autosize>
      </nav>
    </>
  )
}

type ModuleLinkProps = { title: string; count: number; isChosen: boolean; onClick: () => void }
const ModuleLink = ({ title, count, isChosen, onClick }: ModuleLinkProps) => (
  <NavLink
    component="button"
    label={title}
    active={isChosen}
    aria-pressed={isChosen}
    onClick={onClick}
    className={classes.moduleLink ?? ''}
    rightSection={
      <Text component="span" size="xs" className="numbers" c="dimmed">
        {formatNumber(count)}
      </Text>
    }
  />
)
