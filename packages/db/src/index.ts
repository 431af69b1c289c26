export { createDatabase, type Database, type DatabaseOptions, type Transaction } from './database.ts'
export { Prisma, PrismaClient } from './generated/prisma/client.ts'
export * from './generated/prisma/enums.ts'
