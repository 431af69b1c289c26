'use client'

import { ActionIcon, Button, Slider } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { ChevronLeft, ChevronRight, Pause, Play } from 'lucide-react'
import classes from './epoch-player.module.css'
import { usePlayback } from './use-playback.ts'

type Props = {
  readonly shown: number
  /** The newest epoch that has a matrix. */
  readonly last: number
  readonly pinned: number | null
  readonly onPin: (epoch: number | null) => unknown
  /** Has the matrix of an epoch loaded. */
  readonly load: (epoch: number) => Promise<unknown>
}

/** Chooses the epoch whose matrix is shown: by steps, by a slider, or by playing through the training. */
export function EpochPlayer({ shown, last, pinned, onPin, load }: Props) {
  const show = (epoch: number) => void onPin(epoch >= last ? null : Math.max(1, epoch))
  const { playing, toggle, pause } = usePlayback({ shown, last, onShow: show, load })
  const choose = (epoch: number) => {
    pause()
    show(epoch)
  }
  useHotkeys([
    ['[', () => choose(shown - 1)],
    [']', () => choose(shown + 1)],
    ['p', () => last > 1 && toggle()],
  ])
  return (
    <div className={classes.player}>
      {last > 1 && (
        <>
          <ActionIcon
            aria-label={playing ? 'Pause' : 'Play through the epochs'}
            title={`${playing ? 'Pause' : 'Play through the epochs'} (p)`}
            onClick={toggle}
          >
            {playing ? <Pause size={14} /> : <Play size={14} />}
          </ActionIcon>
          <ActionIcon
            aria-label="Epoch before"
            title="Epoch before ([)"
            disabled={shown <= 1}
            onClick={() => choose(shown - 1)}
          >
            <ChevronLeft size={15} />
          </ActionIcon>
          <Slider
            className={classes.slider ?? ''}
            thumbLabel="Epoch of the matrix"
            thumbValueText={`epoch ${shown} of ${last}`}
            size={2}
            min={1}
            max={last}
            label={null}
            value={shown}
            onChange={choose}
          />
          <ActionIcon
            aria-label="Epoch after"
            title="Epoch after (])"
            disabled={shown >= last}
            onClick={() => choose(shown + 1)}
          >
            <ChevronRight size={15} />
          </ActionIcon>
        </>
      )}
      <span className={classes.place} aria-live={playing ? 'off' : 'polite'}>
        epoch <span className={`number ${classes.epoch}`}>{shown}</span>
      </span>
      {last > 1 && (
        <Button
          className={classes.newest ?? ''}
          variant="subtle"
          size="compact-xs"
          disabled={pinned === null}
          onClick={() => {
            pause()
            onPin(null)
          }}
        >
          newest
        </Button>
      )}
    </div>
  )
}
