import type { MantineColorScheme } from '@mantine/core'
import { Monitor, Moon, Sun } from 'lucide-react'

export const schemes = [
  { value: 'auto', label: 'As the system', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
] as const satisfies readonly {
  readonly value: MantineColorScheme
  readonly label: string
  readonly icon: typeof Sun
}[]
