/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/fixed.h"

#define STEP     0.95 /* a text that is too high is set smaller by so much */
#define SMALLEST 0.4  /* of its size; what is too high even so is a fault */

static double measure(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    bool draws = flow->draws;
    double height;

    flow->draws = false;
    height = cnops_flow_children(flow, elem, place);
    flow->draws = draws;
    return height;
}

/* Sets flow->scale so that the children are no higher than height. */
static void fit(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place, double height)
{
    while (measure(flow, elem, place) > height) {
        flow->scale *= STEP;
        if (flow->scale < SMALLEST) {
            cnops_flow_refuse(flow, "what stands in <at> is too high for it");
            return;
        }
    }
}

double cnops_fixed(cnops_flow_t *flow, const apr_xml_elem *elem, cnops_place_t place)
{
    double height = cnops_flow_length(flow, elem, "height", 0);
    double scale = flow->scale;

    place.x = cnops_flow_length(flow, elem, "x", 0);
    place.y = cnops_flow_length(flow, elem, "y", 0);
    place.width = cnops_flow_length(flow, elem, "width", 0);
    if (height > 0)
        fit(flow, elem, place, height);
    cnops_flow_children(flow, elem, place);
    flow->scale = scale;
    return 0;
}
