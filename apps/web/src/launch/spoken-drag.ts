import type { DndContextProps } from '@dnd-kit/core'

/** What a screen reader says while a layer is moved by keyboard: places in the list, not identifiers. */
export function spokenDrag(
  indexOf: (key: string | number) => number,
  count: number,
): NonNullable<DndContextProps['accessibility']> {
  const place = (key: string | number) => `place ${indexOf(key) + 1} of ${count}`
  return {
    screenReaderInstructions: {
      draggable:
        'Press space to take the layer up, the arrow keys to move it, space to put it down, escape to leave it where it was.',
    },
    announcements: {
      onDragStart: ({ active }) => `Taken up at ${place(active.id)}.`,
      onDragOver: ({ over }) => (over ? `Now at ${place(over.id)}.` : undefined),
      onDragEnd: ({ over }) => (over ? `Put down at ${place(over.id)}.` : 'Left where it was.'),
      onDragCancel: () => 'Left where it was.',
    },
  }
}
