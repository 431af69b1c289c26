/** Sizes of a tensor without its batch axis, outermost first: `[28, 28, 1]` is height x width x channels. */
export type Shape = readonly number[]

/** `[26, 26, 128]` as people write it: `26x26x128`. */
export const formatShape = (shape: Shape): string => shape.join('x')

/** How many numbers a tensor of this shape holds for one example. */
export const sizeOf = (shape: Shape): number => shape.reduce((product, size) => product * size, 1)

/** Weights that inputs are multiplied by have several axes; biases, scales and moving statistics have one. */
export const isKernel = ({ shape }: { readonly shape: readonly unknown[] }): boolean => shape.length > 1
