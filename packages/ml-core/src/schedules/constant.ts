import { z } from 'zod'
import { defineSchedule } from './schedule.ts'

/** The optimizer's learning rate all along. */
export const constant = defineSchedule('Constant', {
  settings: z.strictObject({}),
  rate: (_settings, { baseRate }) => baseRate,
})
