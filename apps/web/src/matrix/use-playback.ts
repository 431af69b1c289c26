import { useReducedMotion } from '@mantine/hooks'
import { useEffect, useEffectEvent, useState } from 'react'

/** All epochs take about so long, in ms, if each is to be seen. */
const WHOLE_TRAINING = 15_000
const SHORTEST = 100
const LONGEST = 400
/** Who asks for less motion gets single pictures, a second each. */
const STILL = 1_000
/** So many epochs are asked for before they are shown. */
const AHEAD = 4

type Playback = {
  readonly shown: number
  readonly last: number
  readonly onShow: (epoch: number) => unknown
  /** Has the matrix of an epoch loaded; it settles once it is there. */
  readonly load: (epoch: number) => Promise<unknown>
}

/** Walks through the epochs, each only once its matrix is there; from the last one it begins anew. */
export function usePlayback({ shown, last, onShow, load }: Playback) {
  const [playing, setPlaying] = useState(false)
  const still = useReducedMotion()
  const pace = still ? STILL : Math.min(LONGEST, Math.max(SHORTEST, WHOLE_TRAINING / last))
  const show = useEffectEvent(onShow)
  const begin = useEffectEvent((epoch: number) => load(epoch))
  useEffect(() => {
    if (!playing) return
    if (shown >= last) {
      setPlaying(false)
      return
    }
    let over = false
    const next = shown + 1
    const seen = new Promise((resolve) => setTimeout(resolve, pace))
    const loaded = Array.from({ length: Math.min(AHEAD, last - shown) }, (_, at) => begin(next + at))
    // What comes later may fail now and be asked for again.
    for (const one of loaded) one.catch(() => undefined)
    Promise.all([seen, loaded[0]])
      .then(() => !over && show(next))
      .catch(() => !over && setPlaying(false))
    return () => {
      over = true
    }
  }, [playing, shown, last, pace])
  const toggle = () => {
    if (!playing && shown >= last) onShow(1)
    setPlaying(!playing)
  }
  return { playing, toggle, pause: () => setPlaying(false) }
}
