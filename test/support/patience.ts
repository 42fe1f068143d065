/**
 * After so many milliseconds something that has to end is taken to hang. It says nothing about
 * speed: on the busiest machine what is linear is done long before, and what is quadratic is not.
 */
export const PATIENCE = 300_000;
