'use client'

import { Button } from '@mantine/core'
import Link from 'next/link'

export const BackToRuns = () => (
  <Button component={Link} href="/">
    Go to the runs
  </Button>
)
