'use client'

import { Tabs } from '@mantine/core'
import { CopyCode } from '../ui/copy-field.tsx'
import classes from './guide.module.css'
import type { Snippet } from './script-snippets.ts'

/** What a script does first, in the language that the person writes in. */
export function SnippetTabs({ snippets }: { readonly snippets: readonly Snippet[] }) {
  return (
    <Tabs defaultValue={snippets[0]?.name ?? null}>
      <Tabs.List mb={12}>
        {snippets.map(({ name }) => (
          <Tabs.Tab key={name} value={name}>
            {name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {snippets.map(({ name, before, text }) => (
        <Tabs.Panel key={name} value={name} className={classes.snippet ?? ''}>
          {before !== undefined && (
            <>
              <p>Once, in the folder of Atelier:</p>
              <CopyCode label={`Before: ${name}`} text={before} />
            </>
          )}
          <CopyCode label={`Example: ${name}`} text={text} />
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}
