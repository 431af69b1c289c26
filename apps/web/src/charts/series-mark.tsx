type Props = { readonly kind: 'validation' | 'training' | 'steps'; readonly colour: string }

/** The shade of a run's hue in which its training is drawn. */
export const lighter = (colour: string): string => `color-mix(in oklab, ${colour} 62%, var(--page))`

/** How a series is drawn: validation solid, training lighter and dashed, its single steps a fine zigzag. */
export const SeriesMark = ({ kind, colour }: Props) => (
  <svg viewBox="0 0 18 8" width="18" height="8" aria-hidden="true">
    <path
      d={kind === 'steps' ? 'M1 5l3-3 2 4 3-4 2 5 3-5 3 3' : 'M1 4h16'}
      fill="none"
      stroke={kind === 'validation' ? colour : lighter(colour)}
      strokeWidth={kind === 'validation' ? 2 : kind === 'training' ? 1.5 : 1}
      strokeDasharray={kind === 'training' ? '5 3' : undefined}
      strokeLinecap="round"
    />
  </svg>
)
