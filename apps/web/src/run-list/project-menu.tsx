'use client'

import { Menu, Modal } from '@mantine/core'
import { Check, Plus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { PlacedMenu } from '../ui/placed-menu.tsx'
import type { Place } from '../ui/use-opener.ts'
import { useMayWrite } from '../viewer/viewer-context.tsx'
import type { Project } from './choose-project.ts'
import { NewProject } from './new-project.tsx'

type Props = Place & { readonly project: Project; readonly projects: readonly Project[] }

/** The workspace's projects, and the way to a new one. */
export function ProjectMenu({ project, projects, ...place }: Props) {
  const router = useRouter()
  const mayWrite = useMayWrite()
  const [naming, setNaming] = useState(false)
  const open = (slug: string) =>
    router.push(slug === projects[0]?.slug ? '/' : `/?project=${encodeURIComponent(slug)}`)
  return (
    <>
      <PlacedMenu {...place} position="bottom-start" width={220}>
        <Menu.Dropdown>
          {projects.map(({ id, slug, name }) => (
            <Menu.Item
              key={id}
              role="menuitemradio"
              aria-checked={id === project.id}
              rightSection={id === project.id ? <Check size={14} /> : null}
              onClick={() => open(slug)}
            >
              {name}
            </Menu.Item>
          ))}
          {mayWrite && (
            <>
              <Menu.Divider />
              <Menu.Item leftSection={<Plus size={14} />} onClick={() => setNaming(true)}>
                New project
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </PlacedMenu>
      <Modal opened={naming} onClose={() => setNaming(false)} title="New project">
        <NewProject
          onCreated={(slug) => {
            setNaming(false)
            router.push(`/?project=${encodeURIComponent(slug)}`)
          }}
        />
      </Modal>
    </>
  )
}
