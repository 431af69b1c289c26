type Props = { readonly kind: 'validation' | 'training'; readonly colour: string }

/** How a series is drawn: validation solid, training lighter and dashed. */
export const SeriesMark = ({ kind, colour }: Props) => (
  <svg viewBox="0 0 18 8" width="18" height="8" aria-hidden="true">
    <path
      d="M1 4h16"
      stroke={kind === 'validation' ? colour : `color-mix(in oklab, ${colour} 62%, var(--page))`}
      strokeWidth={kind === 'validation' ? 2 : 1.5}
      strokeDasharray={kind === 'validation' ? undefined : '5 3'}
      strokeLinecap="round"
    />
  </svg>
)
