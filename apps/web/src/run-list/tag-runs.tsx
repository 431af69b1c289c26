'use client'

import { Button, Popover, TagsInput } from '@mantine/core'
import { Tag } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { type TaggedRun, useTagRuns } from '../run-actions/use-tag-runs.tsx'
import classes from './selection-bar.module.css'

/** As the API has it. */
const LONGEST_TAG = 50

type Props = { readonly chosen: readonly TaggedRun[]; readonly tags: readonly string[] }

/** Tags for the chosen runs: those that all of them have stand in the field; what is taken out is taken from all. */
export function TagRuns({ chosen, tags }: Props) {
  const [opened, setOpened] = useState(false)
  const [value, setValue] = useState<readonly string[]>([])
  const [shared, setShared] = useState<readonly string[]>([])
  const tag = useTagRuns()
  const open = () => {
    const all = (chosen[0]?.tags ?? []).filter((each) => chosen.every((run) => run.tags.includes(each)))
    setShared(all)
    setValue(all)
    setOpened(true)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setOpened(false)
    const added = value.filter((each) => !shared.includes(each))
    const removed = shared.filter((each) => !value.includes(each))
    void tag(chosen, added, removed)
  }
  return (
    <Popover opened={opened} onChange={setOpened} position="top" width={300} trapFocus>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<Tag size={13} />}
          onClick={() => (opened ? setOpened(false) : open())}
        >
          Tag
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Tags of the chosen runs">
        <form onSubmit={submit} className={classes.form}>
          <TagsInput
            label="Tags"
            description="Enter adds one"
            data-autofocus
            data={[...tags]}
            maxTags={30}
            maxLength={LONGEST_TAG}
            value={[...value]}
            onChange={setValue}
            acceptValueOnBlur
            comboboxProps={{ withinPortal: false }}
          />
          <Button type="submit" size="xs">
            Change tags
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
