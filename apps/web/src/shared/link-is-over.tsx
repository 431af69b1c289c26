import { MessagePage } from '../ui/message-page.tsx'

/** What a link shows that was revoked or cut off on its way. */
export const LinkIsOver = () => (
  <MessagePage title="This link shows nothing">
    <p>It was revoked, what it showed was deleted, or the address is not complete.</p>
  </MessagePage>
)
