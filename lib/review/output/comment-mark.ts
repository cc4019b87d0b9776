/** The line by which a comment is found again, so that there is one. */
export const COMMENT_MARK = '<!-- llmd diff -->';
