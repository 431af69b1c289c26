'use client'

import { Button } from '@mantine/core'
import { ChevronDown } from 'lucide-react'
import { withApollo } from '../apollo/with-apollo.tsx'
import { later } from '../ui/later.tsx'
import { useOpener } from '../ui/use-opener.ts'
import type { Project } from './choose-project.ts'

const ProjectMenu = later(withApollo(() => import('./project-menu.tsx').then((module) => module.ProjectMenu)))

type Props = { readonly project: Project; readonly projects: readonly Project[] }

/** Which project's runs are shown, and the way to others. */
export function ProjectSwitch({ project, projects }: Props) {
  const { button, place } = useOpener('menu')
  return (
    <>
      <Button
        {...button}
        variant="subtle"
        color="gray"
        rightSection={<ChevronDown size={14} />}
        aria-label={`Project: ${project.name}`}
      >
        {project.name}
      </Button>
      <ProjectMenu {...place} project={project} projects={projects} />
    </>
  )
}
