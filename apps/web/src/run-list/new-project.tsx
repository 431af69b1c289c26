'use client'

import { useMutation } from '@apollo/client/react'
import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { CreateProjectDocument } from '#gql/graphql.ts'
import { whyFailed } from '../apollo/why-failed.ts'
import classes from './new-project.module.css'

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
