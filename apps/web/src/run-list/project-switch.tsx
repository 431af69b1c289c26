'use client'

import { useMutation } from '@apollo/client/react'
import { Button, Menu, Modal, TextInput } from '@mantine/core'
import { Check, ChevronDown, Plus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { CreateProjectDocument } from '#gql/graphql.ts'
import { whyFailed } from '../apollo/why-failed.ts'
import { useMayWrite } from '../viewer/viewer-context.tsx'
import type { Project } from './choose-project.ts'
import classes from './project-switch.module.css'

type Props = { readonly project: Project; readonly projects: readonly Project[] }

/** Which project's runs are shown, and the way to a new one. */
export function ProjectSwitch({ project, projects }: Props) {
  const router = useRouter()
  const mayWrite = useMayWrite()
  const [naming, setNaming] = useState(false)
  const open = (slug: string) =>
    router.push(slug === projects[0]?.slug ? '/' : `/?project=${encodeURIComponent(slug)}`)
  return (
    <>
      <Menu position="bottom-start" width={220}>
        <Menu.Target>
          <Button
            variant="subtle"
            color="gray"
            rightSection={<ChevronDown size={14} />}
            aria-label={`Project: ${project.name}`}
          >
            {project.name}
          </Button>
        </Menu.Target>
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
      </Menu>
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

/** Asks what a project is called, and makes it. */
export function NewProject({ onCreated }: { readonly onCreated: (slug: string) => void }) {
  const [name, setName] = useState('')
  const [refusal, setRefusal] = useState<string>()
  const [create, { loading }] = useMutation(CreateProjectDocument)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    try {
      const { data } = await create({ variables: { name } })
      if (data?.createProject.project) onCreated(data.createProject.project.slug)
      else setRefusal(data?.createProject.userErrors[0]?.message ?? 'The project was not created')
    } catch (error) {
      setRefusal(whyFailed(error))
    }
  }
  return (
    <form onSubmit={submit} className={classes.form}>
      <TextInput
        label="Name"
        data-autofocus
        required
        value={name}
        error={refusal}
        onChange={(event) => {
          setName(event.currentTarget.value)
          setRefusal(undefined)
        }}
      />
      <Button type="submit" loading={loading} disabled={name.trim() === ''}>
        Create project
      </Button>
    </form>
  )
}
