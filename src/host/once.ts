/** Passes the first message on: what fails for one component fails for all, and one warning is enough. */
export function once(say: (message: string) => void): (message: string) => void {
  let said = false;
  return (message) => {
    if (!said) say(message);
    said = true;
  };
}
