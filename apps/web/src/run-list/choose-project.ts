import type { ProjectsQuery } from '#gql/graphql.ts'

export type Project = ProjectsQuery['projects'][number]

/** The project that an address names; the first without a name; undefined where there is none of that name. */
export const chooseProject = (projects: readonly Project[], slug: string | null): Project | undefined =>
  slug === null ? projects[0] : projects.find((project) => project.slug === slug)
