import { headers } from 'next/headers'
import { PUBLIC_HEADER } from './public-header.ts'

/** Whether the page that is rendered is one that strangers are shown, and members alike. */
export const isPublicPage = async (): Promise<boolean> => (await headers()).get(PUBLIC_HEADER) !== null
