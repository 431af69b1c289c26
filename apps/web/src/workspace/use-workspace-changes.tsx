'use client'

import { useMutation } from '@apollo/client/react'
import { useRouter } from 'next/navigation'
import {
  type ChangedWorkspaceFragment,
  CreateWorkspaceDocument,
  DeleteWorkspaceDocument,
  LeaveWorkspaceDocument,
  RenameWorkspaceDocument,
} from '#gql/graphql.ts'
import { whyFailed } from '../apollo/why-failed.ts'
import { dialogs, notices } from '../ui/overlays.ts'
import type { Workspace } from '../viewer/viewer.ts'
import { addressIn } from './place.ts'

/** Opens the pages of a workspace anew: nothing of the one before stays in them. */
export const openWorkspace = (slug: string): void => window.location.assign(addressIn(slug))

/** What changes a workspace, or who is in it; each tells why it was not done, or nothing. */
export function useWorkspaceChanges({ id, name }: Workspace) {
  const router = useRouter()
  const [create] = useMutation(CreateWorkspaceDocument)
  const [rename] = useMutation(RenameWorkspaceDocument)
  const [remove] = useMutation(DeleteWorkspaceDocument)
  const [leave] = useMutation(LeaveWorkspaceDocument)
  return {
    create: async (name: string) => {
      const { data } = await create({ variables: { name } })
      const slug = data?.changed.workspace?.slug
      if (slug !== undefined) openWorkspace(slug)
      return refusalOf(data?.changed)
    },
    rename: async (name: string) => {
      const { data } = await rename({ variables: { id, name } })
      router.refresh()
      return refusalOf(data?.changed)
    },
    remove: () =>
      ask({
        title: `Delete ${name}`,
        what: 'Its projects go with it, and people who are in no other workspace are shut out. It must hold no runs. This cannot be undone.',
        confirm: 'Delete workspace',
        failure: `${name} was not deleted`,
        change: async () => refusalOf((await remove({ variables: { id } })).data?.changed),
      }),
    leave: () =>
      ask({
        title: `Leave ${name}`,
        what: 'You see nothing of it any more, unless an owner invites you again. What you made stays.',
        confirm: 'Leave workspace',
        failure: `You are still in ${name}`,
        change: async () => refusalOf((await leave({ variables: { id } })).data?.changed),
      }),
  }
}

const refusalOf = (changed: ChangedWorkspaceFragment | undefined): string | undefined =>
  changed?.workspace ? undefined : sentence(changed?.userErrors[0]?.message ?? 'it was not done')

const sentence = (message: string): string => message.replace(/^./, (first) => first.toUpperCase())

type Question = {
  readonly title: string
  readonly what: string
  readonly confirm: string
  readonly failure: string
  readonly change: () => Promise<string | undefined>
}

const ask = ({ title, what, confirm, failure, change }: Question) =>
  dialogs.confirm({
    title,
    children: <p>{what}</p>,
    labels: { confirm, cancel: 'Keep' },
    confirmProps: { color: 'red' },
    onConfirm: () =>
      void change()
        .catch(whyFailed)
        .then((refusal) => {
          if (refusal === undefined) window.location.assign('/')
          else notices.show({ color: 'red', title: failure, message: refusal })
        }),
  })
