import classes from './bone.module.css'

type Props = { readonly width?: number | string; readonly height?: number | string }

/** A grey stand-in for what is on its way. */
export const Bone = ({ width = '100%', height = 12 }: Props) => (
  <span className={classes.bone} style={{ width, height }} />
)
