"""What the company's other systems know about a customer (orders, plan, discounts), beside her case: staff only."""
