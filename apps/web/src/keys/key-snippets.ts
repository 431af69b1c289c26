/** The same first question, in the ways that scripts ask it. */
export function keySnippets(address: string, key: string) {
  return [
    {
      name: 'curl',
      text: `curl -s ${address}/graphql \\
  -H 'Authorization: Bearer ${key}' \\
  -H 'content-type: application/json' \\
  -d '{"query": "{ runs(first: 5) { edges { node { name status } } } }"}'`,
    },
    {
      name: 'Environment',
      text: `export ATELIER_URL=${address}
export ATELIER_API_KEY=${key}`,
    },
    {
      name: 'Python',
      text: `import os

os.environ["ATELIER_URL"] = "${address}"
os.environ["ATELIER_API_KEY"] = "${key}"

import atelier

run = atelier.init(project="my-project", config={"learning_rate": 0.001})
run.log({"loss": 0.5}, step=1)
run.finish()`,
    },
    {
      name: 'TypeScript',
      text: `const answer = await fetch('${address}/graphql', {
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    authorization: 'Bearer ${key}',
  },
  body: JSON.stringify({ query: '{ runs(first: 5) { totalCount } }' }),
})
console.log(await answer.json())`,
    },
  ]
}
