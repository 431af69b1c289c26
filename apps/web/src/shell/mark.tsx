/** The sign of the house. */
export const Mark = () => (
  <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
    <path
      d="M3 16.5 10 3l7 13.5"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.9"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
    <path
      d="M5.6 11.6h8.8"
      fill="none"
      stroke="var(--accent)"
      strokeWidth="1.9"
      strokeLinecap="round"
      strokeDasharray="2.1 2.7"
    />
  </svg>
)
