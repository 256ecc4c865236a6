/** Sizes of everything in the graph, in flow pixels; all on the 4 px grid. A lane is as wide as its parts in a row. */
export const HOST_WIDTH = 396;
export const HOST_HEADER = 48;
export const HOST_FOOTER = 44;
/** What stands in place of lanes: why a host is not ready, or that it is empty. */
export const NOTICE_HEIGHT = 84;
export const EMPTY_BODY = 132;

export const LANE_INSET = 8;
export const LANE_GAP = 8;
export const LANE_HEADER = 28;
export const LANE_PADDING = 8;
/** Above each row, where a tenant has several networks. */
export const ROW_TITLE = 20;
export const ROW_GAP = 8;

export const BOX_HEIGHT = 60;
export const BOX_GAP = 8;
export const ENDPOINT_WIDTH = 112;
export const VETH_LENGTH = 48;
export const BRIDGE_WIDTH = 88;
export const UPLINK_LENGTH = 16;
export const VXLAN_WIDTH = 100;

/** More endpoints than this in one row fold into "n more" until they are asked for. */
export const ENDPOINTS_SHOWN = 6;

export const FOREIGN_HEADER = 28;
export const FOREIGN_LINE = 24;
export const FOREIGN_SHOWN = 6;

/** Between the two hosts of a pair: tunnels and their labels. Grows with the number of vertical tracks. */
export const GUTTER = 128;
export const GUTTER_LABELS = 128;
export const GUTTER_MAX = 360;
/** Where tunnels are only counted at the ports and have no tracks. */
export const GUTTER_COUNTED = 240;
export const TRACK_GAP = 10;
/** Between pairs of columns, which share no gutter. */
export const PAIR_GAP = 56;
export const GRID_ROW_GAP = 64;
/** Between cards that were pushed apart. */
export const CARD_GAP = 24;
