'use client'

import { useMutation } from '@apollo/client/react'
import { Button } from '@mantine/core'
import { TagRunDocument } from '#gql/graphql.ts'
import { whyFailed } from '../apollo/why-failed.ts'
import { notices } from '../ui/overlays.ts'
import { type NamedRun, nameOf, titleOf } from './names.tsx'
import classes from './undo.module.css'

export type TaggedRun = NamedRun & { readonly tags: readonly string[] }

type Change = { readonly run: TaggedRun; readonly tags: readonly string[] }

/** Adds tags to runs and takes others away, shown at once, with an offer to undo. */
export function useTagRuns() {
  const [tag] = useMutation(TagRunDocument)
  const tagOne = async ({ run, tags }: Change) => {
    const fail = (message: string) =>
      notices.show({ color: 'red', title: `${nameOf(run)} keeps its tags`, message })
    try {
      const { data } = await tag({
        variables: { id: run.id, tags: [...tags] },
        optimisticResponse: {
          updateRun: {
            __typename: 'RunPayload',
            run: { __typename: 'Run', id: run.id, tags: [...tags] },
            userErrors: [],
          },
        },
      })
      const refusal = data?.updateRun.userErrors[0]?.message
      if (refusal) fail(refusal)
      return !refusal
    } catch (error) {
      fail(whyFailed(error))
      return false
    }
  }
  return async (runs: readonly TaggedRun[], added: readonly string[], removed: readonly string[]) => {
    const changes = runs
      .map((run) => ({
        run,
        tags: [...new Set([...run.tags.filter((each) => !removed.includes(each)), ...added])],
      }))
      .filter(({ run, tags }) => tags.join('\0') !== run.tags.join('\0'))
    if (changes.length === 0) return
    const done = await Promise.all(changes.map(tagOne))
    const changed = changes.filter((_, index) => done[index]).map(({ run }) => run)
    if (changed.length === 0) return
    const id = notices.show({
      title: `${titleOf(changed)}: tags changed`,
      message: (
        <span className={classes.undo}>
          {[...added.map((each) => `+ ${each}`), ...removed.map((each) => `− ${each}`)].join(', ')}
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              notices.hide(id)
              void Promise.all(changed.map((run) => tagOne({ run, tags: run.tags })))
            }}
          >
            Undo
          </Button>
        </span>
      ),
      autoClose: 8_000,
    })
  }
}
