import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { test } from '@playwright/test'
import { makeContent } from './content.ts'
import { contentFile } from './folders.ts'

test('trainings and runs of scripts fill an empty project', async ({ request }) => {
  const content = await makeContent(async (query, variables = {}) => {
    const answer = await request.post('/graphql', { data: { query, variables } })
    const { data, errors } = await answer.json()
    if (errors) throw new Error(`the API refused the content: ${JSON.stringify(errors)}`)
    return data
  })
  mkdirSync(dirname(contentFile), { recursive: true })
  writeFileSync(contentFile, JSON.stringify(content))
})
