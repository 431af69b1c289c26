/** What PostgreSQL's programs see: nothing of the caller's, whose PG* variables would change what they do. */
export const SERVER_ENVIRONMENT = { LC_ALL: 'C', PATH: '/usr/local/bin:/usr/bin:/bin' }
