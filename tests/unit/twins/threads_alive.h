/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The threads that this process has, for tests of what starts threads and forgets them. */
#ifndef CNOPS_TWINS_THREADS_ALIVE_H
#define CNOPS_TWINS_THREADS_ALIVE_H

int threads_alive(void);
/* Fails the test where there are not so many within twenty seconds. */
void threads_alive_await(int count);

#endif
