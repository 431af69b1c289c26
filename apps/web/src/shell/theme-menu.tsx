'use client'

import { Menu, useMantineColorScheme } from '@mantine/core'
import { Check } from 'lucide-react'
import { PlacedMenu } from '../ui/placed-menu.tsx'
import type { Place } from '../ui/use-opener.ts'
import { schemes } from './schemes.ts'

export function ThemeMenu(place: Place) {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <PlacedMenu {...place} position="top-start" width={176}>
      <Menu.Dropdown>
        <Menu.Label>Theme</Menu.Label>
        {schemes.map(({ value, label, icon: Icon }) => (
          <Menu.Item
            key={value}
            role="menuitemradio"
            aria-checked={colorScheme === value}
            leftSection={<Icon size={15} />}
            rightSection={colorScheme === value ? <Check size={15} /> : null}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </PlacedMenu>
  )
}
