import type { modals } from '@mantine/modals'
import type { NotificationData, notifications } from '@mantine/notifications'

type Code = {
  readonly modals: Pick<typeof modals, 'open' | 'openConfirmModal'>
  readonly notifications: Pick<typeof notifications, 'show' | 'hide'>
}

let wanted = false
const listeners = new Set<() => void>()
const { promise: there, resolve: take } = Promise.withResolvers<Code>()
let told = 0

/** Mantine's dialogs and notices, whose code comes when somebody is on the page, at the latest with the first of them. */
export const overlays = {
  get: (): boolean => wanted,
  getOnServer: (): boolean => false,
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  /** Called when they are mounted: what was asked for before is shown then, in its order. */
  mounted: (code: Code): void => take(code),
}

function ask(run: (code: Code) => unknown): void {
  wanted = true
  for (const listener of listeners) listener()
  void there.then(run)
}

/** What is told at the edge of the page, for a while. */
export const notices = {
  /** @returns its id, for `hide` */
  show(notice: NotificationData): string {
    const id = notice.id ?? `notice ${told++}`
    ask(({ notifications }) => notifications.show({ ...notice, id }))
    return id
  },
  hide: (id: string): void => ask(({ notifications }) => notifications.hide(id)),
}

/** What is asked or shown over the page. */
export const dialogs = {
  open: (dialog: Parameters<typeof modals.open>[0]): void => ask(({ modals }) => modals.open(dialog)),
  confirm: (question: Parameters<typeof modals.openConfirmModal>[0]): void =>
    ask(({ modals }) => modals.openConfirmModal(question)),
}
