'use client'

import { useQuery } from '@apollo/client/react'
import { ActionIcon, Combobox, TextInput, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { Plus, X } from 'lucide-react'
import Link from 'next/link'
import { useRef, useState } from 'react'
import { FindRunsToCompareDocument } from '#gql/graphql.ts'
import { RunMark } from '../run-state/run-mark.tsx'
import { StatusIcon } from '../ui/status-icon.tsx'
import classes from './run-chooser.module.css'
import type { ComparedRun } from './run-figures.ts'
import { MOST_RUNS } from './view.ts'

type Props = {
  readonly runs: readonly ComparedRun[]
  readonly onAdd: (id: string) => unknown
  readonly onRemove: (id: string) => unknown
  readonly onLit: (id: string | null) => unknown
}

/** The runs that are compared, each with its mark, and a search for more. */
export function RunChooser({ runs, onAdd, onRemove, onLit }: Props) {
  const manyProjects = new Set(runs.map(({ project }) => project.id)).size > 1
  const section = useRef<HTMLElement>(null)
  /** What had the focus goes: the next run's button takes it, or the one before, or the search. */
  const remove = (id: string) => {
    const buttons = [...(section.current?.querySelectorAll<HTMLElement>('button[data-takes]') ?? [])]
    const at = buttons.findIndex(({ dataset }) => dataset.takes === id)
    const next = buttons[at + 1] ?? buttons[at - 1] ?? section.current?.querySelector('input')
    next?.focus()
    onRemove(id)
  }
  return (
    <section ref={section} className={classes.chooser} aria-label="Compared runs">
      <ul className={classes.runs}>
        {runs.map(({ id, name, number, status, project }) => (
          <li
            key={id}
            className={classes.run}
            onMouseEnter={() => onLit(id)}
            onMouseLeave={() => onLit(null)}
            onFocus={() => onLit(id)}
            onBlur={() => onLit(null)}
          >
            <RunMark runNumber={number} />
            <Link href={`/runs/${id}`}>
              {manyProjects && `${project.name} / `}
              {name} <span className={classes.number}>#{number}</span>
            </Link>
            <StatusIcon status={status} />
            <ActionIcon
              size={20}
              data-takes={id}
              aria-label={`Take ${name} #${number} away`}
              onClick={() => remove(id)}
            >
              <X size={13} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      {runs.length < MOST_RUNS && <AddRun chosen={runs.map(({ id }) => id)} onAdd={onAdd} />}
    </section>
  )
}

function AddRun({ chosen, onAdd }: { readonly chosen: readonly string[]; readonly onAdd: Props['onAdd'] }) {
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed, 150)
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const { data, previousData } = useQuery(FindRunsToCompareDocument, {
    variables: { search: search.trim() === '' ? '' : search },
    skip: !combobox.dropdownOpened,
    fetchPolicy: 'cache-and-network',
  })
  const found = (data ?? previousData)?.runs
  const options = found?.edges.map(({ node }) => node).filter(({ id }) => !chosen.includes(id)) ?? []
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(id) => {
        onAdd(id)
        setTyped('')
      }}
    >
      <Combobox.Target>
        <TextInput
          className={classes.search ?? ''}
          aria-label="Add a run: search"
          placeholder="Add a run: words, status:, accuracy&gt;0.9"
          leftSection={<Plus size={14} aria-hidden="true" />}
          value={typed}
          error={found?.searchError?.message}
          onFocus={() => combobox.openDropdown()}
          onClick={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            combobox.openDropdown()
            combobox.resetSelectedOption()
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options mah={320} style={{ overflowY: 'auto' }} aria-label="Runs">
          {options.map(({ id, name, number, status, project }) => (
            <Combobox.Option key={id} value={id}>
              <span className={classes.option}>
                <StatusIcon status={status} />
                {name} <span className={classes.number}>#{number}</span>
                <span className={classes.project}>{project.name}</span>
              </span>
            </Combobox.Option>
          ))}
          {found && options.length === 0 && <Combobox.Empty>No other run matches</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
