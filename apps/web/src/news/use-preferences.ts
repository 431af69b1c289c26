'use client'

import { useSyncExternalStore } from 'react'
import { type NewsPreferences, preferences } from './preferences.ts'

/** What of the runs' news this browser tells. */
export const useNewsPreferences = (): NewsPreferences =>
  useSyncExternalStore(preferences.subscribe, preferences.get, preferences.getOnServer)
