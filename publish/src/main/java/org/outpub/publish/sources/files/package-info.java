/** State that is kept in files: {@code @content_file} and {@code @content_dir}. */
@NullMarked
package org.outpub.publish.sources.files;

import org.jspecify.annotations.NullMarked;
