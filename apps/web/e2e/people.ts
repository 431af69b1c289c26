/** Who comes in, or tries to, during the tests. */
export const owner = { name: 'Ada Owner', email: 'ada@example.com', password: 'a long passphrase' }
export const guest = { name: 'Grace Viewer', email: 'grace@example.com', password: 'another passphrase' }
export const stranger = { name: 'Mallory', email: 'mallory@example.com', password: 'a third passphrase' }
export const byProvider = { login: 'lise', name: 'Lise Lab', email: 'lise@lab.example' }
export const colleague = { name: 'Lin Member', email: 'lin@example.com', password: 'a fourth passphrase' }
export const teammate = { name: 'Alan Teammate', email: 'alan@example.com', password: 'one more passphrase' }
export const forgetful = { name: 'Emmy Forgetful', email: 'emmy@example.com', password: 'soon an old one' }
