'use client'

import { skipToken, useMutation, useQuery } from '@apollo/client/react'
import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { CreatePublicLinkDocument, PublicLinksDocument } from '#gql/graphql.ts'
import { whyFailed } from '../apollo/why-failed.ts'
import { Age } from '../ui/age.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import dialog from '../ui/dialog.module.css'
import classes from './share-dialog.module.css'
import { useRevokeLink } from './use-revoke-link.tsx'
import { whatIsShown } from './what-is-shown.ts'

type Props = {
  /** One run, or those that are compared. */
  readonly runIds: readonly string[]
  readonly opened: boolean
  readonly onClose: () => void
}

/** Makes links by which anybody may look, and ends them. */
export function ShareDialog({ runIds, opened, onClose }: Props) {
  const [path, setPath] = useState<string>()
  const [refusal, setRefusal] = useState<string>()
  const [first = ''] = runIds
  const { data } = useQuery(
    PublicLinksDocument,
    opened ? { variables: { runId: first }, fetchPolicy: 'cache-and-network' } : skipToken,
  )
  const [create, { loading }] = useMutation(CreatePublicLinkDocument, {
    refetchQueries: [PublicLinksDocument],
  })
  const revoke = useRevokeLink()
  const make = async () => {
    setRefusal(undefined)
    try {
      const answer = await create({ variables: { runIds: [...runIds] } })
      const made = answer.data?.createPublicLink
      if (made?.path) setPath(made.path)
      else setRefusal(made?.userErrors[0]?.message ?? 'No link was made.')
    } catch (error) {
      setRefusal(whyFailed(error))
    }
  }
  const close = () => {
    onClose()
    setPath(undefined)
    setRefusal(undefined)
  }
  const links = (data?.publicLinks ?? []).filter(({ runs }) =>
    runIds.every((id) => runs.some((run) => run.id === id)),
  )
  const it = runIds.length === 1 ? 'this run' : 'this comparison'
  return (
    <Modal opened={opened} onClose={close} title="Public links" size="lg">
      <div className={dialog.dialog}>
        <p>
          Whoever has a public link looks at {it} without signing in: curves, layers, confusion matrix and the
          images behind it. No settings, notes, names of people or files. It holds until it is revoked.
        </p>
        {path === undefined ? (
          <div>
            <Button loading={loading} onClick={() => void make()}>
              Make public link
            </Button>
          </div>
        ) : (
          <div role="status" className={classes.made}>
            <p className={dialog.once}>This is the only time that the link is shown. Copy it now.</p>
            <CopyField label="Public link" text={window.location.origin + path} />
          </div>
        )}
        {refusal !== undefined && (
          <p role="alert" className={dialog.failure}>
            {refusal}
          </p>
        )}
        {links.length > 0 && (
          <ul className={classes.links} aria-label="Public links">
            {links.map((link) => (
              <li key={link.id}>
                <span className={classes.what}>{whatIsShown(link)}</span>
                <span className={classes.who}>
                  {link.createdBy && `${link.createdBy.name}, `}
                  <Age at={link.createdAt} />
                </span>
                <Button
                  variant="default"
                  size="compact-xs"
                  className={classes.revoke ?? ''}
                  onClick={() => revoke(link)}
                >
                  Revoke
                </Button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Modal>
  )
}
