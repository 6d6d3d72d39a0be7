/** The index that tools/shards.py writes; build.mjs says where it is. */
declare module "checkpoint-index" {
  import type { Index } from "./engine/checkpoint";

  const index: Index;
  export default index;
}
