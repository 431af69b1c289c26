import classes from './example-image.module.css'

/** One image of a data set, enlarged without smoothing: every pixel is what the model saw. */
export function ExampleImage({ url, alt }: { readonly url: string; readonly alt: string }) {
  return (
    // biome-ignore lint/performance/noImgElement: 28 pixels a side, served once and for ever: nothing to optimise
    <img
      className={classes.image}
      src={url}
      alt={alt}
      width={28}
      height={28}
      loading="lazy"
      decoding="async"
    />
  )
}
