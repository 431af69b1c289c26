import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { passesAxe } from './passes-axe.ts'
import { owner, stranger } from './people.ts'

const folder = process.env.ATELIER_E2E_FOLDER ?? ''

test('the first person comes in by the link that the terminal prints, and by nothing else', async ({
  page,
  context,
}) => {
  await expect.poll(() => existsSync(join(folder, 'link')), { message: 'the link of npm start' }).toBe(true)
  const link = readFileSync(join(folder, 'link'), 'utf8')
  await page.goto('/')
  await expect(page.getByText('Atelier has no owner yet')).toBeVisible()
  expect(
    await (await page.request.post('/graphql', { data: { query: '{ projects { id } }' } })).json(),
  ).toMatchObject({
    errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
  })

  await page.goto(link)
  await expect(page.getByRole('heading', { name: 'Welcome' })).toBeVisible()
  await passesAxe(page, 'welcome')
  await page.getByLabel('Name').fill(owner.name)
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByLabel('Password').fill(owner.password)
  await page.getByRole('button', { name: /^Create the owner/ }).click()
  await expect(page.getByRole('heading', { name: 'No runs yet' })).toBeVisible()
  await expect(page.getByRole('button', { name: owner.name })).toContainText('Owner')
  await context.storageState({ path: join(folder, 'owner.json') })

  // It worked once: whoever finds it later gets nothing.
  const query = `mutation ($token: String!, $name: String!, $email: String!, $password: String!) {
    createFirstOwner(token: $token, name: $name, email: $email, password: $password) { userErrors { path } } }`
  const variables = { token: new URL(link).searchParams.get('token'), ...stranger }
  const answer = await page.request.post('/graphql', { data: { query, variables } })
  expect(await answer.json()).toEqual({ data: { createFirstOwner: { userErrors: [{ path: ['token'] }] } } })
})
